"""Addresses of plans: the workspace of the bodies, and the public pages."""
