"""The web door for citizens: the chat page, the embeddable widget, the plain form and the JSON API."""
