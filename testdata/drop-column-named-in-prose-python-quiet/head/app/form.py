LABELS = {"username": "Your username", "email": "Your e-mail"}
