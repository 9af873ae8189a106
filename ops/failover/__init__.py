"""Moving the primary's work to the dr region and back: detect, decide, execute, validate, communicate."""
