// Our own data collection rule. The default rule for AVD leaves out what diagnosis needs, so events are listed here one by one: never whole channels.
param location string
param tags object
param name string
param workspaceId string

@description('Failed and successful logons (4625, 4624). A flood of one a second is 86,400 rows a host and day, so it is asked for.')
param logonEvents bool

var events = loadJsonContent('../events.json')

resource rule 'Microsoft.Insights/dataCollectionRules@2024-03-11' = {
  name: 'dcr-${name}'
  location: location
  tags: tags
  kind: 'Windows'
  properties: {
    description: 'Windows events and counters from which RdpMedic tells why Remote Desktop fails.'
    dataSources: {
      windowsEventLogs: [
        {
          name: 'rdp'
          streams: ['Microsoft-Event']
          xPathQueries: concat(events.always, logonEvents ? events.logons : [])
        }
      ]
      // One sample in five minutes: that a shortage lasts is all that is asked.
      performanceCounters: [
        {
          name: 'room'
          streams: ['Microsoft-Perf']
          samplingFrequencyInSeconds: 300
          counterSpecifiers: ['\\Processor Information(_Total)\\% Processor Time', '\\Memory\\% Committed Bytes In Use', '\\LogicalDisk(C:)\\% Free Space', '\\LogicalDisk(C:)\\Free Megabytes']
        }
      ]
    }
    destinations: { logAnalytics: [{ name: 'workspace', workspaceResourceId: workspaceId }] }
    dataFlows: [
      { streams: ['Microsoft-Event'], destinations: ['workspace'] }
      { streams: ['Microsoft-Perf'], destinations: ['workspace'] }
    ]
  }
}

output id string = rule.id
