"""Resolution across articles: which names mean one thing.

`within` reads what one article says about its own names, `nodes` gives every entity of an article its node,
`compare` scores pairs of nodes that share a block, `cluster` joins them, and `index` keeps all of it in the ledger,
so that an article only touches its own blocks. The outcome is a function of the articles and of people's decisions,
whatever the order in which they came.
"""
