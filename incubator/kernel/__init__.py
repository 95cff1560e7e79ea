"""What every room stands on: one idea a module, and no knowledge of any room."""
