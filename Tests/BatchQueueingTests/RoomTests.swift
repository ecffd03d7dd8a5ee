import Testing

@testable import BatchQueueing
