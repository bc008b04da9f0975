namespace DemoApp.TenantPage.Ingest;

/// <summary>
/// The memory of all exports that are being read. If it runs out, the largest export is rejected, so that a large or a slow
/// one never blocks the small ones of another sender.
/// </summary>
internal sealed class ReadBudget(long bytes)
{
    public const string Exhausted = "too many bytes are read at once; send again, or smaller batches";
    private readonly Lock _lock = new();
    private readonly HashSet<ExportBody> _reading = [];
    private long _left = bytes;

    public void Take(ExportBody body, int more)
    {
        lock (_lock)
        {
            _reading.Add(body);
            while (_left < more)
            {
                var largest = _reading.MaxBy(other => other.Held + (other == body ? more : 0))!;
                if (largest == body)
                {
                    throw new ExportException(ExportFailure.Busy, Exhausted);
                }

                // Its memory is free once its reader has seen this, in a moment.
                _reading.Remove(largest);
                _left += largest.Held;
                largest.GiveUp();
            }

            _left -= more;
            body.Held += more;
        }
    }

    /// <summary>The body is complete and is being processed: from now on it is not rejected in favour of others.</summary>
    public void Finish(ExportBody body)
    {
        lock (_lock)
        {
            if (_reading.Remove(body))
            {
                return;
            }
        }

        throw new ExportException(ExportFailure.Busy, Exhausted);
    }

    public void Return(ExportBody body, int less)
    {
        lock (_lock)
        {
            if (!body.IsGivenUp)
            {
                _left += less;
            }

            body.Held -= less;
            if (body.Held == 0)
            {
                _reading.Remove(body);
            }
        }
    }
}
