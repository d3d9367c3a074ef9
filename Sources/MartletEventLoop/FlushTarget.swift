/// Who wants to write once, after everything that one tick brought.
public protocol FlushTarget: AnyObject {
    /// Called on the loop after the ready tasks have run. What it makes ready runs before the loop sleeps.
    func flush()
}
