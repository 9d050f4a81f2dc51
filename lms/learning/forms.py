from django import forms


class PlaceForm(forms.Form):
    """Where the trainee is in a lesson: the id of a block."""

    block = forms.CharField(max_length=36, widget=forms.HiddenInput)
