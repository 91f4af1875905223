// The workflow's queues, and the topic that tells others of cases. One session is one host (or certificate), so that one host is one case at a time.
param location string
param tags object
param name string
param keeperPrincipalId string
param privateNetworking bool

@description('Subscriptions of the topic of events. Without one an event is taken and is gone.')
param eventSubscriptions string[]

// A session queue's settings are what the workflow's promises rest on; src/Functions, host.json and the emulator are compared with them by a test.
var queueNames = ['cases', 'certificates']

// What a person or a ticket system acts on. A subscription that nobody reads fills the topic; the workflow does not mind.
var topicName = 'case-events'

var roles = {
  receive: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0') // Azure Service Bus Data Receiver
  send: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39') // Azure Service Bus Data Sender
}

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  // Private endpoints are a matter of the Premium tier.
  sku: privateNetworking ? { name: 'Premium', tier: 'Premium', capacity: 1 } : { name: 'Standard', tier: 'Standard' }
  properties: {
    disableLocalAuth: true
    minimumTlsVersion: '1.2'
    publicNetworkAccess: privateNetworking ? 'Disabled' : 'Enabled'
  }

  resource queues 'queues' = [for queue in queueNames: {
    name: queue
    properties: {
      requiresSession: true
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: 'PT10M'
      lockDuration: 'PT1M'
      maxDeliveryCount: 100
      defaultMessageTimeToLive: 'P14D'
      deadLetteringOnMessageExpiration: true
    }
  }]

  resource events 'topics' = {
    name: topicName
    properties: {
      requiresDuplicateDetection: true
      duplicateDetectionHistoryTimeWindow: 'PT10M'
      defaultMessageTimeToLive: 'P7D'
      supportOrdering: true
    }

    resource subscribers 'subscriptions' = [for subscription in eventSubscriptions: {
      name: subscription
      properties: {
        lockDuration: 'PT1M'
        maxDeliveryCount: 10
        deadLetteringOnMessageExpiration: false
      }
    }]
  }
}

// Without it the scale controller silently falls back to peeking at messages.
resource scaler 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(namespace.id, 'scaler')
  properties: {
    roleName: 'RdpMedic scaler ${name}'
    description: 'Reads the lengths of the queues, so that the app is woken.'
    type: 'CustomRole'
    permissions: [{ actions: ['Microsoft.ServiceBus/namespaces/*/read'] }]
    assignableScopes: [resourceGroup().id]
  }
}

resource assigned 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in items(roles): {
  name: guid(namespace.id, keeperPrincipalId, role.key)
  scope: namespace
  properties: {
    principalId: keeperPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: role.value
  }
}]

resource scales 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace.id, keeperPrincipalId, 'scaler')
  scope: namespace
  properties: {
    principalId: keeperPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: scaler.id
  }
}

output id string = namespace.id
output name string = namespace.name
output host string = replace(replace(namespace.properties.serviceBusEndpoint, 'https://', ''), ':443/', '')
output casesQueue string = namespace::queues[0].name
output certificatesQueue string = namespace::queues[1].name
