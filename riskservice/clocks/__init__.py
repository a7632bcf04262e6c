"""The legal dates of one person: notification, orders, release, reviews and records."""
