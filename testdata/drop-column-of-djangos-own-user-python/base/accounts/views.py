from django.http import HttpResponse


def home(request):
    if request.user.is_staff:
        return HttpResponse("staff")
    return HttpResponse(request.user.first_name)
