"""Who sits on a panel: the experts offered for one organization, and the forms that choose among them."""
