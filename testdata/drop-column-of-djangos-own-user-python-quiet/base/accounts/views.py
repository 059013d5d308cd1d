from django.http import HttpResponse


def home(request):
    if request.user.is_superuser:
        return HttpResponse("staff")
    return HttpResponse(request.user.last_name)
