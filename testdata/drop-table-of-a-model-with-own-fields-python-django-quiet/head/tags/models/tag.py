class UserTag(Widget):
    user = fields.ForeignKey(label="user", on_delete=hide)
    text = fields.CharField(max_length=40)
