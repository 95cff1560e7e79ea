"""What of the ends is being renewed: marks by hand where no procedure of registration follows."""
