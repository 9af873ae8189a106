"""The rules of the pack, by what is paid for."""
