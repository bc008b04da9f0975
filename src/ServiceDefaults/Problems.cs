using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DemoApp.ServiceDefaults;

/// <summary>Every error answer: <c>application/problem+json</c> with a detail that a caller can act on.</summary>
public static class Problems
{
    internal const string UnsupportedMediaType = "Send the body as Content-Type: application/json in UTF-8.";

    /// <summary>An error answer with this status and detail.</summary>
    public static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail, statusCode: status);

    /// <summary>503, which asks the caller to come again after <paramref name="retryAfterSeconds"/> seconds.</summary>
    public static ProblemHttpResult Unavailable(HttpResponse response, string detail, int retryAfterSeconds = 1)
    {
        response.Headers.RetryAfter = retryAfterSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Of(StatusCodes.Status503ServiceUnavailable, detail);
    }

    /// <summary>Answers for what no endpoint answered: unknown paths, wrong methods and exceptions.</summary>
    internal static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(handler => handler.Run(AnswerExceptionAsync));
        app.UseStatusCodePages(context => AnswerStatusAsync(context.HttpContext));
    }

    private static Task AnswerExceptionAsync(HttpContext http)
    {
        var exception = http.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error;
        if (exception is BadHttpRequestException bad)
        {
            return Of(bad.StatusCode, bad.Message).ExecuteAsync(http);
        }

        Log.UnhandledException(http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Problems)), exception);
        return Of(StatusCodes.Status500InternalServerError, "The service failed. Its log has the reason.").ExecuteAsync(http);
    }

    private static Task AnswerStatusAsync(HttpContext http) => Of(http.Response.StatusCode, http.Response.StatusCode switch
    {
        StatusCodes.Status404NotFound => "Not Found: nothing answers at this path. GET /openapi/v1.json describes what does.",
        StatusCodes.Status405MethodNotAllowed => $"Method Not Allowed: this path answers {http.Response.Headers.Allow} only.",
        StatusCodes.Status415UnsupportedMediaType => UnsupportedMediaType,
        _ => "The request was refused.",
    }).ExecuteAsync(http);
}
