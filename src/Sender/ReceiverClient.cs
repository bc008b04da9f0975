using System.Net.Sockets;
using Dapr.Client;
using DemoApp.ServiceDefaults;

namespace DemoApp.Sender;

/// <summary>Calls the Receiver's <c>POST /process</c>. No retries here: the sidecar's Resiliency has them.</summary>
internal sealed class ReceiverClient(HttpClient http, SenderSettings settings, ServiceSettings service, ILogger<ReceiverClient> logger)
{
    private readonly string _peer = settings.ReceiverUrl?.Host ?? settings.ReceiverAppId;

    /// <summary>Sends the request on and waits for its end.</summary>
    /// <exception cref="OperationCanceledException">The caller has gone.</exception>
    public async Task<ReceiverReply> ProcessAsync(string requestId, HttpContent content, CancellationToken cancellation)
    {
        using var span = Instrumentation.Source.StartActivity("call_receiver");
        span?.SetTag(Names.AppTenantId, service.TenantId);
        span?.SetTag(Names.AppRequestId, requestId);
        span?.SetTag(Names.ServicePeerName, _peer);

        var reply = await CallAsync(content, cancellation);
        if (reply.Status > 0)
        {
            span?.SetTag(Names.AppReceiverStatus, reply.Status);
        }

        if (reply.Outcome != ReceiverOutcome.Processed)
        {
            span.SetError(reply.Status > 0 ? reply.Status.ToString(System.Globalization.CultureInfo.InvariantCulture) : reply.Outcome.ToString());
            if (reply.Exception is { } exception && service.ExceptionEvents)
            {
                span?.AddException(exception);
            }

            Log.ReceiverFailed(logger, reply.Outcome, reply.Status, reply.Reason, reply.Exception);
        }

        return reply;
    }

    private async Task<ReceiverReply> CallAsync(HttpContent content, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(settings.ReceiverTimeout);
        try
        {
            using var response = await http.PostAsync("process", content, deadline.Token);
            return ReceiverReply.Read((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(deadline.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(ReceiverOutcome.TimedOut, default, 0, $"no answer within {settings.ReceiverTimeout.TotalMilliseconds} ms");
        }
        catch (Exception e) when (NeverConnected(e))
        {
            // Through a sidecar the connection is one to the sidecar: what is behind it is told by its answer.
            return new(settings.ReceiverUrl is null ? ReceiverOutcome.NoSidecar : ReceiverOutcome.Refused, default, 0, e.Message, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new(ReceiverOutcome.Failed, default, 0, e.Message, e);
        }
    }

    /// <summary>True where nothing can have been sent, because there was no connection.</summary>
    private static bool NeverConnected(Exception exception) => exception switch
    {
        HttpRequestException e => e.HttpRequestError
            is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError,
        // A connection that is reset in the moment it is made (.NET 10).
        SocketException => true,
        _ => false,
    };
}

/// <summary>Registers <see cref="ReceiverClient"/>.</summary>
internal static class ReceiverClientExtensions
{
    // Answers of the Receiver are small; a larger one is a mistake somewhere.
    private const int MaxAnswerBytes = 1024 * 1024;

    public static void AddReceiverClient(this WebApplicationBuilder builder)
    {
        var settings = SenderSettings.Read(builder.Settings());
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(services => new ReceiverClient(
            CreateHttpClient(settings, services.GetRequiredService<ServiceSettings>()),
            settings,
            services.GetRequiredService<ServiceSettings>(),
            services.GetRequiredService<ILogger<ReceiverClient>>()));
        if (settings.ReceiverUrl is null)
        {
            builder.Services.AddSidecar();
        }
    }

    private static HttpClient CreateHttpClient(SenderSettings settings, ServiceSettings service)
    {
        var transport = new ClientBodySizes(MaxAnswerBytes)
        {
            InnerHandler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false },
        };
        if (settings.ReceiverUrl is null)
        {
            // The handler adds DAPR_API_TOKEN by itself; DaprClient.CreateInvokeHttpClient does not.
            return Client(
                new InvocationHandler
                {
                    InnerHandler = transport,
                    DefaultAppId = settings.ReceiverAppId,
                    DaprEndpoint = service.Dapr.HttpEndpoint.OriginalString,
                },
                new Uri($"http://{settings.ReceiverAppId}"));
        }

        var direct = Client(transport, settings.ReceiverUrl);
        if (service.AppApiToken is { } appApiToken)
        {
            direct.DefaultRequestHeaders.TryAddWithoutValidation(AppTokenFilter.Header, appApiToken);
        }

        return direct;
    }

    private static HttpClient Client(HttpMessageHandler handler, Uri address) => new(handler)
    {
        // With a slash at its end, so that a path in RECEIVER_SERVICE_URL stays.
        BaseAddress = new Uri(address.AbsoluteUri.TrimEnd('/') + "/"),
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = MaxAnswerBytes,
    };
}
