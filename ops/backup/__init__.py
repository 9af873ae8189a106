"""What can be restored, and restoring it: always into something new beside what is there."""
