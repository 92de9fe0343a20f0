#!/bin/sh
# Loads this folder into a new Neo4j 5 (or later) database while the server is stopped: sh import.sh [DATABASE]
# 把本文件夹导入一个新的 Neo4j 5（或更新版本）数据库；先停下服务器。
set -eu
cd "$(dirname "$0")"
neo4j-admin database import full "${1:-neo4j}" \
  --array-delimiter=U+001F --multiline-fields=true \
  --nodes=entities.csv --nodes=metrics.csv --nodes=articles.csv \
  --relationships=relations.csv --relationships=bearers.csv --relationships=sources.csv
echo "Start the server, then: cypher-shell -d ${1:-neo4j} -f constraints.cypher"
