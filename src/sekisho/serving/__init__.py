"""What everything of ours that listens over HTTP has in common, the product's pages and the commission's programs alike.

It knows nothing of what is served.
"""
