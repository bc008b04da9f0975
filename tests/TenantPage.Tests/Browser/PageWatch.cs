using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace DemoApp.TenantPage.Tests.Browser;

/// <summary>Records the requests and the complaints of a test's pages; the console reports violations of the page's policy.</summary>
public sealed class PageWatch
{
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly ConcurrentQueue<string> _changes = new();
    private readonly ConcurrentQueue<string> _problems = new();

    /// <summary>The URLs of all requests.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>The URLs of those that are no GET.</summary>
    public IReadOnlyCollection<string> Changes => _changes;

    /// <summary>Texts of the console that the test provokes.</summary>
    public ICollection<string> Provoked { get; } = [];

    /// <summary>Requests to another server, errors and warnings of the console, and exceptions that nobody caught.</summary>
    public IEnumerable<string> Problems =>
        _problems.Where(problem => !Provoked.Any(text => problem.Contains(text, StringComparison.Ordinal)));

    /// <summary>Watches every page of <paramref name="context"/>, which may ask <paramref name="origin"/> alone.</summary>
    public void Add(IBrowserContext context, Uri origin)
    {
        context.Request += (_, request) =>
        {
            _requests.Enqueue(request.Url);
            if (request.Method != "GET")
            {
                _changes.Enqueue(request.Url);
            }

            if (new Uri(request.Url) is { Scheme: not "data" } url && url.Authority != origin.Authority)
            {
                _problems.Enqueue($"a request to {request.Url}");
            }
        };
        context.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _problems.Enqueue($"console {message.Type}: {message.Text} ({message.Location})");
            }
        };
        context.WebError += (_, error) => _problems.Enqueue($"exception: {error.Error}");
    }
}
