// Watching the healer itself: who watches it must not depend on it. Alerts say what to look at first; the workbook shows the rest.
param location string
param tags object
param name string
param ownWorkspace bool
param existingWorkspaceId string
param keeperPrincipalId string
param serviceBusId string
param notify string[]
param appName string

// The queries ask for this app's rows alone: a workspace may hold those of others.
var queries = {
  silent: replace(loadTextContent('../alerts/detector-silent.kql'), '{app}', appName)
  failing: replace(loadTextContent('../alerts/functions-failing.kql'), '{app}', appName)
  stuck: replace(loadTextContent('../alerts/stuck-cases.kql'), '{app}', appName)
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = if (ownWorkspace) {
  name: 'log-${name}'
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: 30
    features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true }
  }
}

var workspaceId = ownWorkspace ? workspace.id : existingWorkspaceId

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${name}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspaceId
    DisableLocalAuth: true
  }
}

// Monitoring Metrics Publisher: sends telemetry, reads none.
resource publishes 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(insights.id, keeperPrincipalId, 'publish')
  scope: insights
  properties: {
    principalId: keeperPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '3913510d-42f4-4e42-8a64-420c390055eb')
  }
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${name}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'rdpmedic'
    emailReceivers: [for (address, i) in notify: { name: 'person-${i}', emailAddress: address, useCommonAlertSchema: true }]
  }
}

resource deadLetters 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: 'alert-${name}-dead-letters'
  location: 'global'
  tags: tags
  properties: {
    description: 'A message could not be handled and was set aside. Its content stands in an escalated case; see docs/operations.md.'
    severity: 1
    enabled: true
    scopes: [serviceBusId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria'
      allOf: [
        {
          criterionType: 'StaticThresholdCriterion'
          name: 'dead-letters'
          metricName: 'DeadletteredMessages'
          operator: 'GreaterThan'
          threshold: 0
          timeAggregation: 'Maximum'
        }
      ]
    }
    actions: [{ actionGroupId: people.id }]
  }
}

var logAlerts = [
  { key: 'silent', title: 'The detector is silent', severity: 1, every: 'PT5M', over: 'PT15M', text: 'No sweep ended within fifteen minutes: nothing is watched now.' }
  { key: 'stuck', title: 'A case is stuck', severity: 2, every: 'PT15M', over: 'PT15M', text: 'A case is past the time at which it should have moved.' }
  { key: 'failing', title: 'Functions fail', severity: 2, every: 'PT15M', over: 'PT15M', text: 'A function failed three times: an outage, or a bug.' }
]

resource alerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [for alert in logAlerts: {
  name: 'alert-${name}-${alert.key}'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: alert.title
    description: alert.text
    severity: alert.severity
    enabled: true
    scopes: [workspaceId]
    // The tables appear with the first rows, after the alerts.
    skipQueryValidation: true
    evaluationFrequency: alert.every
    windowSize: alert.over
    criteria: {
      allOf: [
        {
          query: queries[alert.key]
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    autoMitigate: true
    actions: { actionGroups: [people.id] }
  }
}]

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, name, 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'RdpMedic ${name}'
    category: 'workbook'
    sourceId: workspaceId
    serializedData: replace(loadTextContent('../workbook.json'), '{app}', appName)
  }
}

output workspaceId string = workspaceId
output workspaceName string = last(split(workspaceId, '/'))
output insightsConnectionString string = insights.properties.ConnectionString
