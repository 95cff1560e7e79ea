"""Who are the people: sign-in, grants of roles, sessions, consents, and the auditor's page.

Words: a user signs in with a mobile number or an e-mail address; a grant gives one role at one place;
the hat is the grant under which a person looks at the product now and changes no right.
"""
