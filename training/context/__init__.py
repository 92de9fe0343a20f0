"""The network that follows who is spoken of: examples, fitting, and the file that ships."""
