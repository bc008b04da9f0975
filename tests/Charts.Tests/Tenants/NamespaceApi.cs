using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;

namespace DemoApp.Charts.Tests.Tenants;

/// <summary>As much of a Kubernetes API server as kubectl needs for namespaces, which it keeps with their labels.</summary>
internal sealed class NamespaceApi : IAsyncDisposable
{
    private const string Path = "/api/v1/namespaces";

    private readonly WebApplication _server;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly ConcurrentDictionary<string, Dictionary<string, string>> _namespaces = new();

    private NamespaceApi(WebApplication server) => _server = server;

    /// <summary>Labels by namespace, without the one that every namespace has.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, string>> Namespaces =>
        _namespaces.ToDictionary(
            one => one.Key, one => one.Value.Where(label => label.Key != "kubernetes.io/metadata.name").ToDictionary());

    /// <summary>Whether users may do no more than read.</summary>
    public bool ReadOnly { get; set; }

    /// <summary>What happens before a namespace is created, as by somebody else who is faster.</summary>
    public Action BeforeCreate { get; set; } = () => { };

    /// <summary>Variables for kubectl.</summary>
    public IReadOnlyDictionary<string, string?> Environment => new Dictionary<string, string?>
    {
        ["KUBECONFIG"] = System.IO.Path.Combine(_folder.FullName, "config"),
        ["KUBECACHEDIR"] = System.IO.Path.Combine(_folder.FullName, "cache"),
    };

    /// <summary>Starts it with these namespaces.</summary>
    public static async Task<NamespaceApi> StartAsync(params IEnumerable<string> namespaces)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var api = new NamespaceApi(builder.Build());
        foreach (var name in namespaces)
        {
            api.Add(name);
        }

        api.MapDiscovery();
        api._server.MapPost(Path, api.CreateAsync);
        api._server.Map(Path + "/{name}", api.OneAsync);
        await api._server.StartAsync();
        await File.WriteAllTextAsync(api.Environment["KUBECONFIG"]!, $$$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: test, cluster: {server: "{{{api._server.Urls.Single()}}}"}}]
            contexts: [{name: test, context: {cluster: test, user: test}}]
            users: [{name: test, user: {}}]
            current-context: test
            """);
        return api;
    }

    /// <summary>Adds a namespace, unless it is there.</summary>
    public bool Add(string name, params IEnumerable<KeyValuePair<string, string>> labels) =>
        _namespaces.TryAdd(name, new(labels) { ["kubernetes.io/metadata.name"] = name });

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void MapDiscovery()
    {
        Answer("/api", """{"kind": "APIVersions", "versions": ["v1"]}""");
        Answer("/apis", """{"kind": "APIGroupList", "apiVersion": "v1", "groups": []}""");
        Answer("/api/v1", """
            {"kind": "APIResourceList", "groupVersion": "v1", "resources": [{"name": "namespaces", "singularName": "namespace",
              "namespaced": false, "kind": "Namespace", "verbs": ["create", "delete", "get", "list", "patch"]}]}
            """);
        // That the server checks fields by itself, so that kubectl needs no schema.
        Answer("/openapi/v3", """{"paths": {"api/v1": {"serverRelativeURL": "/openapi/v3/api/v1?hash=1"}}}""");
        Answer("/openapi/v3/api/v1", """
            {"openapi": "3.0.0", "info": {"title": "test", "version": "1"}, "paths": {"/api/v1/namespaces/{name}": {"patch": {
              "responses": {}, "parameters": [{"name": "fieldValidation", "in": "query"}], "x-kubernetes-action": "patch",
              "x-kubernetes-group-version-kind": {"group": "", "kind": "Namespace", "version": "v1"}}}}}
            """);

        void Answer(string path, string json) => _server.MapGet(path, () => TypedResults.Content(json, "application/json"));
    }

    private async Task<ContentHttpResult> CreateAsync(HttpRequest request)
    {
        var metadata = (await JsonNode.ParseAsync(request.Body))!["metadata"]!;
        var name = metadata["name"]!.GetValue<string>();
        BeforeCreate();
        return ReadOnly ? Status(403, "Forbidden") : Add(name, Labels(metadata)) ? One(name) : Status(409, "AlreadyExists");
    }

    private async Task<ContentHttpResult> OneAsync(HttpRequest request, string name)
    {
        if (ReadOnly && request.Method != "GET")
        {
            return Status(403, "Forbidden");
        }

        if (!_namespaces.TryGetValue(name, out var labels))
        {
            return Status(404, "NotFound");
        }

        var answer = One(name);
        if (request.Method == "DELETE")
        {
            _namespaces.TryRemove(name, out _);
        }
        else if (request.Method == "PATCH")
        {
            foreach (var (key, value) in Labels((await JsonNode.ParseAsync(request.Body))!["metadata"]))
            {
                labels[key] = value;
            }
        }

        return answer;
    }

    private static IEnumerable<KeyValuePair<string, string>> Labels(JsonNode? metadata) =>
        (metadata?["labels"]?.AsObject() ?? []).Select(label => KeyValuePair.Create(label.Key, label.Value!.GetValue<string>()));

    private ContentHttpResult One(string name) => Json(new
    {
        apiVersion = "v1",
        kind = "Namespace",
        metadata = new { name, labels = _namespaces[name] },
    });

    private static ContentHttpResult Status(int code, string reason) =>
        Json(new { apiVersion = "v1", kind = "Status", status = "Failure", message = reason, reason, code }, code);

    private static ContentHttpResult Json(object value, int code = 200) =>
        TypedResults.Content(System.Text.Json.JsonSerializer.Serialize(value), "application/json", statusCode: code);
}
