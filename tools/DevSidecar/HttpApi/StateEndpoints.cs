using System.Diagnostics;
using System.Text.Json;
using DemoApp.DevSidecar.Diagnostics;
using DemoApp.DevSidecar.State;

namespace DemoApp.DevSidecar.HttpApi;

/// <summary>The state API: save, get and delete.</summary>
internal sealed class StateEndpoints(SidecarOptions options, StateStores stores)
{
    private const string Root = "/v1.0/state/";

    /// <summary>Finds store and key in a path; a save has no key.</summary>
    public static bool TryMatch(string method, string path, out (string Store, string Key) request)
    {
        request = default;
        if (!path.StartsWith(Root, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = path[Root.Length..].TrimEnd('/').Split('/');
        request = (Decode(parts[0]), parts.Length > 1 ? Decode(parts[1]) : "");
        return parts is [not ""] && (HttpMethods.IsPost(method) || HttpMethods.IsPut(method))
            || (parts is [not "", not ""] && (HttpMethods.IsGet(method) || HttpMethods.IsDelete(method)));
    }

    public static void Describe(Activity span, string statement, string store) => span
        .SetTag(SpanAttributes.DbSystem, "state")
        .SetTag(SpanAttributes.DbName, store)
        .SetTag(SpanAttributes.DbStatement, statement)
        .SetTag(SpanAttributes.DbConnectionString, "state");

    public async Task HandleAsync(HttpContext context, string storeName, string key)
    {
        ApiError? error;
        try
        {
            error = !stores.TryGet(storeName, out var store) ? StoreMissing(storeName)
                : key.Length == 0 ? await SaveAsync(context, store)
                : HttpMethods.IsGet(context.Request.Method) ? await GetAsync(context, store, key)
                : Delete(context, store, key);
        }
        catch (IllegalKeyException e)
        {
            error = IllegalKey(e);
        }
        catch (JsonException e)
        {
            error = ApiError.Malformed($"the body is not a JSON array of items with a key and a value: {e.Message}");
        }

        if (error is not null)
        {
            await error.WriteAsync(context);
        }
    }

    private static async Task<ApiError?> GetAsync(HttpContext context, StateStore store, string key)
    {
        if (store.Items.Get(store.Prefixed(key)) is not { } item)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return null;
        }

        context.Response.Headers.ETag = item.Etag;
        if (item.TtlExpireTime is { } expiry)
        {
            context.Response.Headers["metadata.ttlExpireTime"] = expiry;
        }

        await ApiError.WriteAsync(context, StatusCodes.Status200OK, item.Data, "application/json");
        return null;
    }

    private static ApiError? Delete(HttpContext context, StateStore store, string key)
    {
        var query = context.Request.Query;
        var operation = new StateOperation(store.Prefixed(key))
        {
            Etag = context.Request.Headers.IfMatch, Concurrency = query["concurrency"], Consistency = query["consistency"],
        };
        return Apply(context, store, [operation], "ERR_STATE_DELETE", $"failed deleting state with key {key}");
    }

    private static async Task<ApiError?> SaveAsync(HttpContext context, StateStore store)
    {
        var body = GoJson.Parse(await LimitedBody.ReadAllAsync(context.Request));
        var metadata = context.Request.Query
            .Where(pair => pair.Key.StartsWith("metadata.", StringComparison.Ordinal))
            .ToDictionary(pair => pair.Key["metadata.".Length..], pair => pair.Value[0] ?? "", StringComparer.Ordinal);
        var operations = new List<StateOperation>();
        foreach (var item in StateJson.Items(body))
        {
            var operation = StateJson.Read(item, metadata);
            operations.Add(operation with { Key = store.Prefixed(operation.Key) });
        }

        return Apply(context, store, operations, "ERR_STATE_SAVE", $"failed saving state in state store {store.Name}");
    }

    private static ApiError? Apply(
        HttpContext context, StateStore store, IReadOnlyList<StateOperation> operations, string code, string what)
    {
        try
        {
            store.Items.Apply(operations);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return null;
        }
        catch (StateException e)
        {
            return new ApiError(e.IsMismatch ? 409 : 500, code, $"{what}: {e.Message}");
        }
    }

    private static string Decode(string segment) => Uri.UnescapeDataString(segment.Replace('+', ' '));

    private ApiError StoreMissing(string name) => stores.IsEmpty
        ? new(500, "ERR_STATE_STORE_NOT_CONFIGURED", $"state store {name} is not configured", Info("DAPR_STATE_NOT_CONFIGURED"))
        : new(400, "ERR_STATE_STORE_NOT_FOUND", $"state store {name} is not found", Info("DAPR_STATE_NOT_FOUND"));

    private Dictionary<string, object?> Info(string reason) => Info(reason, new { AppID = options.AppId });

    private static ApiError IllegalKey(IllegalKeyException e)
    {
        var message = $"api error: code = InvalidArgument desc = {e.Message}";
        return new ApiError(
            400,
            "ERR_MALFORMED_REQUEST",
            message,
            new Dictionary<string, object>
            {
                ["@type"] = "type.googleapis.com/google.rpc.BadRequest",
                ["field_violations"] = new[] { new { Field = e.Key, Description = message } },
            },
            new Dictionary<string, object>
            {
                ["@type"] = "type.googleapis.com/google.rpc.ResourceInfo",
                ["description"] = "",
                ["owner"] = "",
                ["resource_name"] = e.Store,
                ["resource_type"] = "state",
            },
            Info("DAPR_STATE_ILLEGAL_KEY", null));
    }

    private static Dictionary<string, object?> Info(string reason, object? metadata) => new()
    {
        ["@type"] = "type.googleapis.com/google.rpc.ErrorInfo",
        ["domain"] = "dapr.io",
        ["metadata"] = metadata,
        ["reason"] = reason,
    };
}
