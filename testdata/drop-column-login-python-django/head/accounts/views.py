from django.http import JsonResponse
from django.views.decorators.http import require_POST
from accounts.models import User


@require_POST
def login(request):
    user = User.objects.filter(username__iexact=request.POST["login"]).first()
    if user is None or not user.check(request.POST["password"]):
        return JsonResponse({"error": "denied"}, status=401)
    return JsonResponse({"token": user.token()})


def health(request):
    return JsonResponse({"ok": True})
