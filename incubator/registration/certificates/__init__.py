"""How does a filed group prove that it is filed: its certificate, and the page behind the QR code."""
