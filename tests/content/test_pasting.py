"""What Word, Excel, a web page and WhatsApp leave on the clipboard, and what stays of it."""

import re

import pytest

from content.blocks.pasting import tidied
from content.blocks.text import LESSON_FEATURES, SHORT_FEATURES, Prose

# As Word 365 writes it: conditional comments, fonts, bookmarks, a drawn bullet, an empty paragraph, a table.
WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=ProgId content=Word.Document>
<link rel=File-List href="file:///C:/Users/LKS/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml><![endif]-->
<style><!-- /* Font Definitions */ @font-face {font-family:"Cambria Math"; panose-1:2 4 5 3 5 4 6 3 2 4;}
p.MsoNormal {mso-style-parent:""; margin:0cm; font-size:11.0pt;} --></style></head>
<body lang=IN style='tab-interval:36.0pt'><!--StartFragment-->
<h1 style='margin-top:12.0pt'><a name="_Toc17"></a><span lang=IN>Syarat mendaftar<o:p></o:p></span></h1>
<p class=MsoNormal><b style='mso-bidi-font-weight:normal'><span lang=IN style='font-family:"Times New Roman",serif;
color:red'>Setiap&nbsp;LKS</span></b><span lang=IN> wajib mendaftar.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol;mso-fareast-font-family:Symbol'><span style='mso-list:Ignore'>·<span
style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>Akta notaris<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='font-family:Symbol'><span style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span></span><![endif]>NPWP
lembaga</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'><!--[if !supportLists]--><span><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span></span><!--[endif]-->Isi formulir</p>
<table class=MsoTableGrid border=1 cellspacing=0><tr><td width=200><p class=MsoNormal>Ketua<o:p></o:p></p></td>
<td><p class=MsoNormal>Sekretaris</p></td></tr></table>
<p class=MsoNormal>Lihat <a href="https://kemensos.go.id"><span style='mso-bidi-font-size:11pt'>laman ini</span></a>.
<img width=10 src="file:///C:/Users/LKS/clip_image001.png" v:shapes="Picture_x0020_1"></p>
<!--EndFragment--></body></html>"""


def cleaned(html, features=LESSON_FEATURES):
    block = Prose(features=features)
    return re.sub(r' data-block-key="\w+"', "", block.clean(block.normalize(html)).source)


def test_a_page_from_word_keeps_its_words_headings_lists_and_links_and_nothing_else(db):
    assert cleaned(WORD) == (
        "<h2>Syarat mendaftar</h2>"
        "<p><b>Setiap LKS</b> wajib mendaftar.</p>"
        "<ul><li>Akta notaris</li><li>NPWP lembaga</li></ul>"
        "<ol><li>Isi formulir</li></ol>"
        "<p>Ketua | Sekretaris</p>"
        '<p>Lihat <a href="https://kemensos.go.id">laman ini</a>.</p>'
    )


def test_a_box_takes_the_words_of_word_without_its_headings(db):
    assert cleaned(WORD, SHORT_FEATURES) == (
        "<p>Syarat mendaftar</p>"
        "<p><b>Setiap LKS</b> wajib mendaftar.</p>"
        "<ul><li>Akta notaris</li><li>NPWP lembaga</li><li>Isi formulir</li></ul>"
        "<p>Ketua | Sekretaris</p>"
        '<p>Lihat <a href="https://kemensos.go.id">laman ini</a>.</p>'
    )


@pytest.mark.parametrize(
    ("html", "result"),
    [
        ("<div>Satu</div><div>Dua</div>", "<p>Satu</p><p>Dua</p>"),
        ("<div><div>Satu</div></div>", "<p>Satu</p>"),
        ("<p>Satu<ul><li>Dua</ul>", "Satu<ul><li>Dua</li></ul>"),
        ("<li>Lepas</li>", "<p>Lepas</p>"),
        ("<ul><li><p>Dalam</p></li></ul>", "<ul><li>Dalam</li></ul>"),
        ("<h4>Kecil</h4>", "<h3>Kecil</h3>"),
        ("<meta><p>Tanpa kepala", "<p>Tanpa kepala</p>"),
        ("<p><font color=red>Merah</font> <u>garis</u></p>", "<p>Merah garis</p>"),
        ("<p>a<![CDATA[b]]>c<?xml d?></p>", "<p>ac</p>"),
        ("<style>p{}</style><script>x()</script><svg><text>gambar</text></svg>", ""),
        ('<p style="x" class="y" data-z="1" onclick="w()">Polos</p>', "<p>Polos</p>"),
        ('<p><a href="https://a.id" target="_blank" onclick="x()">a</a></p>', '<p><a href="https://a.id">a</a></p>'),
        ('<p><a name="atas">jangkar</a></p>', "<p>jangkar</p>"),
    ],
)
def test_broken_or_foreign_html_becomes_plain(html, result):
    assert tidied(html) == result


def test_cleaning_what_is_clean_changes_nothing(db):
    once = cleaned(WORD)

    assert cleaned(once) == once
    assert tidied(once) == once


@pytest.mark.parametrize(
    "html",
    ["<" * 2000, "<p>" * 30_000 + "a", "<div>" * 15_000 + "a", "<ul>" * 500, "</p></div></ul>", "<p>&#0;&#xD800;</p>"],
)
def test_a_heap_of_tags_is_no_crash(html):
    assert isinstance(tidied(html), str)
