"""Writing a section: the editor, what happens when two write at once, drafts, differences."""
