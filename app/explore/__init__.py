"""The explorer: the workspace as web pages for staff, served from this machine. `site.create_app` makes it."""
