"""What happens to a township in its life: renamed, dissolved, merged into another; nothing is forgotten."""
