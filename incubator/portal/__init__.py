"""Where does everybody arrive: the public site, the signed-in home page, messages, health, set-up."""
