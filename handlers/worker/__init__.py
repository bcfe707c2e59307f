"""What happens by itself: delivery, reminders that are due, a sweep for whatever was missed."""
