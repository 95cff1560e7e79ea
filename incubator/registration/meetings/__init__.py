"""Who met, who signed in, what was decided with how many votes: meetings under an organization."""
