namespace RdpMedic.Healing.Signals;

/// <summary>Judges the rows of one sweep: whose they are, whether that host is enrolled, and whether they say anything that was not told. Every row is counted once.</summary>
internal sealed class Judgement(HostIndex index, Told told, long sweep)
{
    public Findings Findings { get; } = new(index.Hosts);

    public int Rows { get; private set; }

    public int Known { get; private set; }

    public int Unknown { get; private set; }

    public int Ambiguous { get; private set; }

    public int NotEnrolled { get; private set; }

    public void Add(Detector detector, SignalRow row) => Add(detector.Name, detector.Weight, row);

    public void Add(string detector, SignalWeight weight, SignalRow row)
    {
        Rows++;
        var place = index.PlaceOf(row.Resource);
        if (place < 0)
        {
            if (index.IsAmbiguous(row.Resource)) Ambiguous++;
            else Unknown++;
            return;
        }

        var host = index.Hosts[place];
        if (!host.Enrolled)
        {
            NotEnrolled++;
            return;
        }

        if (told.IsOld(detector, place, row.Newest)) Known++;
        else Findings.Add(place, new Signal(host.Id, detector, weight, row.Newest, row.Rows, row.Sample, sweep));
    }
}
