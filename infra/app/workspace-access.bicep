// The reader may query one workspace, and nothing else about it.
param workspaceName string
param suffix string
param readerPrincipalId string

var actions = loadJsonContent('../actions.json')

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' existing = {
  name: workspaceName
}

resource definition 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, suffix, 'logs')
  properties: {
    roleName: 'RdpMedic read logs ${suffix} ${resourceGroup().name}'
    description: 'See docs/security.md of RdpMedic.'
    type: 'CustomRole'
    permissions: [{ actions: union(actions.logs.diagnose, ['Microsoft.OperationalInsights/workspaces/read']) }]
    assignableScopes: [resourceGroup().id]
  }
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(workspace.id, suffix, 'logs')
  scope: workspace
  properties: {
    principalId: readerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: definition.id
  }
}

output customerId string = workspace.properties.customerId
