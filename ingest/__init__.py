"""Reading: sources become articles, articles become records."""
