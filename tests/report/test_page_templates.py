from galaxybench.report.page_templates import breakable, linked


def test_citations_are_linked_and_escaped():
    text = linked("A <b> & C 1998, doi:10.1109/5.726791. arXiv 1808.04428")
    assert 'href="https://doi.org/10.1109/5.726791">' in text
    assert 'href="https://arxiv.org/abs/1808.04428">' in text
    assert "&lt;b&gt; &amp; C" in text


def test_names_break_after_their_underscores_and_are_escaped():
    assert breakable("a_<b>") == "a_<wbr>&lt;b&gt;"
