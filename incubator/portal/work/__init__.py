"""What is to do: the signed-in home page and the home page of one organization."""
