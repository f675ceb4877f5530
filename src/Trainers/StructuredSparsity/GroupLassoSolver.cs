namespace MLNetCompact;

/// <summary>How the optimum of the loss with group lasso is approached. Both reach the same one.</summary>
public enum GroupLassoSolver
{
    /// <summary>Each step ends with the proximal operator of the penalty, which sets small groups to exactly 0.</summary>
    Proximal,

    /// <summary>The paper's: the penalty's subgradient is added to the gradient, and single weights below 0.0001 are set to 0; they may grow again.</summary>
    Subgradient,
}
