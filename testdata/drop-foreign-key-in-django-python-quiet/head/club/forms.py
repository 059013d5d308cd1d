from django import forms

from .models import Member


class MemberForm(forms.ModelForm):
    rank = forms.IntegerField()

    class Meta:
        model = Member
        fields = ["email", "rank"]
