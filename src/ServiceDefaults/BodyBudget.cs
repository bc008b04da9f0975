namespace DemoApp.ServiceDefaults;

/// <summary>
/// How much memory the bodies of all requests under way may take together. What a caller announces takes nothing; what came takes its
/// buffer until the request is answered.
/// </summary>
/// <param name="bytes">The most, from <c>MAX_REQUEST_BODIES_MIB</c>.</param>
public sealed class BodyBudget(long bytes)
{
    private long _taken;

    /// <summary>Takes so many bytes more, or none and false where that is more than there are.</summary>
    public bool TryTake(int count)
    {
        if (Interlocked.Add(ref _taken, count) <= bytes)
        {
            return true;
        }

        Return(count);
        return false;
    }

    /// <summary>Gives back what was taken.</summary>
    public void Return(int count) => Interlocked.Add(ref _taken, -count);
}
