import Foundation

/// Where this bench was built from.
let repository = URL(filePath: #filePath).appending(path: "../../../..").standardized
