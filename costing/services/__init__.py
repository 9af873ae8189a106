"""Estimators, a module for each service."""
