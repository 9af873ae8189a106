"""What a stack costs: limits on the estimate, and what is paid for without need."""
