"""What a person may type: one module of forms per area."""
