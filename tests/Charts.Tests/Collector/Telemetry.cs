using System.Collections;

namespace DemoApp.Charts.Tests.Collector;

/// <summary>Attributes as the collector keeps them: a list, in which a key that a sender wrote twice is there twice.</summary>
internal sealed class Attributes : IEnumerable<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _list = [];

    public IEnumerable<string> Keys => _list.Select(attribute => attribute.Key);

    /// <summary>The first of that key, or null; setting it changes the first, or adds one.</summary>
    public string? this[string key]
    {
        get => _list.Find(attribute => attribute.Key == key).Value;
        set
        {
            var index = _list.FindIndex(attribute => attribute.Key == key);
            if (index < 0) _list.Add(new(key, value!));
            else _list[index] = new(key, value!);
        }
    }

    /// <summary>Adds one, whether the key is there or not.</summary>
    public void Add(string key, string value) => _list.Add(new(key, value));

    /// <summary>Removes the first of that key, and only that.</summary>
    public void Remove(string key)
    {
        var index = _list.FindIndex(attribute => attribute.Key == key);
        if (index >= 0) _list.RemoveAt(index);
    }

    /// <summary>Removes all with such a key.</summary>
    public void RemoveAll(Predicate<string> key) => _list.RemoveAll(attribute => key(attribute.Key));

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>A resource and one record of it: a span, a data point or a log record.</summary>
internal sealed class Telemetry
{
    public Attributes Resource { get; init; } = [];

    public Attributes Record { get; init; } = [];

    /// <summary>Of a span.</summary>
    public string Name { get; init; } = "";

    /// <summary>The attributes that a path's first part names; without one, those of the record.</summary>
    public Attributes Attributes(string context) => context == "resource." ? Resource : Record;
}

/// <summary>The pod at the other end of a connection, as the API server knows it.</summary>
internal sealed record Pod(string Namespace, string Name);
