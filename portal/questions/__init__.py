"""Questions about words: asked on a paragraph, answered beside it, seen by whoever reads it."""
