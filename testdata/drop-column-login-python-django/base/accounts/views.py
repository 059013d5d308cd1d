from django.http import JsonResponse
from accounts.models import User


def login(request):
    user = User.objects.filter(username__iexact=request.POST["login"]).first()
    if user is None or not user.check(request.POST["password"]):
        return JsonResponse({"error": "denied"}, status=401)
    return JsonResponse({"token": user.token()})
