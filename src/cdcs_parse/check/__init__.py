"""Facts → findings: contradictions, gaps and impossibilities, each with its arithmetic and its place."""
