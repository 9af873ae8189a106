"""What a stack costs, from its settings and its inventory: the prices are costing's, the load and its use the settings'."""
