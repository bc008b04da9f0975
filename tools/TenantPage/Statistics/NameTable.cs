namespace DemoApp.TenantPage.Statistics;

/// <summary>Numbers for so many names at most; all further ones share one.</summary>
internal sealed class NameTable(int capacity, string others)
{
    private readonly Dictionary<string, int> _numbers = [];
    private readonly List<string> _names = [others];

    public string this[int number] => _names[number];

    public int NumberOf(string name)
    {
        if (_numbers.TryGetValue(name, out var number) || _names.Count > capacity)
        {
            return number;
        }

        _names.Add(name);
        return _numbers[name] = _names.Count - 1;
    }
}
