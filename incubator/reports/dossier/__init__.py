"""One organization across all rooms (一户一档): sections on the screen, one paper to print."""
