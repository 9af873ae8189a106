"""Budgets, and findings about the bill."""
